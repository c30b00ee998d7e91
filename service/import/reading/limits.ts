/** Caps of the readers: beyond them a file is refused, so that no file can eat the service. */
export const READ_LIMITS = {
  /** Columns of one row; the widest bank layout known has 147. */
  columns: 2_000,
  /** Characters of one CSV record or one XML text: Excel itself stops at 32,767 per cell. */
  recordChars: 4 * 1024 * 1024,
  /** Bytes one part of a workbook may unpack to. */
  partBytes: 2 * 1024 * 1024 * 1024,
  /** Unpacked to packed, past the grace below: Excel's own files stay under 40, deflate's worst is 1,032. */
  partRatio: 100,
  ratioGraceBytes: 8 * 1024 * 1024,
  /** Shared strings have to be held while the sheets are read. */
  sharedStringChars: 64 * 1024 * 1024,
  sharedStringCount: 4_000_000,
  /** XML elements inside one another; a worksheet needs six. */
  xmlDepth: 200,
  /** Parts of a zip container, and the small parts (workbook, styles) that are read whole. */
  zipEntries: 10_000,
  smallPartBytes: 32 * 1024 * 1024,
  sheets: 200,
  styles: 100_000,
} as const;
