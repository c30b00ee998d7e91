/** Days that the worklist, the case header and the supervisor's view count alike (PRODUCT.md 1.4). */

/** 超 N 天未跟进: N. */
export const STALE_DAYS = 3;
/** 即将退案: at most this many days to the end of the placement. */
export const DUE_BACK_DAYS = 5;
