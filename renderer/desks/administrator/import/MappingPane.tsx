/** Which column is read as what; a change asks the centre to check again. */
import { Button, Checkbox, Select } from "antd";
import { useEffect, useState } from "react";
import { overlay } from "../../../components/Dialog.tsx";
import { Notice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { knownFields, type FileKind } from "../logic/fields.ts";
import { assignField, choosableFields, mappingChanged, mappingRows, type Mapping } from "../logic/mapping.ts";
import { fieldAndHeading } from "../parts/field-words.ts";

/** px; English shows name and heading. */
const FIELD_WIDTH = { "zh-CN": 200, en: 290 } as const;

interface MappingPaneProps {
  readonly mapping: Mapping;
  readonly sample: readonly (readonly string[])[];
  readonly kind: FileKind;
  readonly busy: boolean;
  readonly onEdited: (edited: boolean) => void;
  readonly onApply: (fields: Record<string, number>) => void;
}

export function MappingPane({ mapping, sample, kind, busy, onEdited, onApply }: MappingPaneProps) {
  const { t, language } = useWords();
  const [fields, setFields] = useState<Record<string, number>>({ ...mapping.fields });
  const [unmappedOnly, setUnmappedOnly] = useState(mapping.missing.length > 0);
  const edited = mappingChanged(mapping.fields, fields);
  useEffect(() => onEdited(edited), [edited, onEdited]);
  const rows = mappingRows({ headers: mapping.headers, fields }, sample).filter((row) => row.header !== "" || row.samples.length > 0);
  const shown = unmappedOnly ? rows.filter((row) => row.field === null || fields[row.field] !== mapping.fields[row.field]) : rows;
  const options = [{ value: "", label: t("administrator:mapping.ignored") }, ...choosableFields(mapping, knownFields(kind)).map((value) => ({ value, label: fieldAndHeading(value, kind, t, language) }))];
  return (
    <section className="panel">
      <header>
        <h2>{t("administrator:mapping.title")}</h2>
        <span className="grow muted">{mapping.saved ? t("administrator:mapping.saved") : t("administrator:mapping.suggested")}</span>
        <Checkbox checked={unmappedOnly} onChange={(e) => setUnmappedOnly(e.target.checked)}>
          {t("administrator:mapping.unmappedOnly")} <span className="num muted">{t("administrator:mapping.unmapped", { n: rows.filter((r) => r.field === null).length })}</span>
        </Checkbox>
      </header>
      {edited && (
        <Notice
          tone="warn"
          action={
            <span className="row">
              <Button size="small" type="primary" loading={busy} onClick={() => onApply(fields)}>{t("administrator:mapping.apply")}</Button>
              <Button size="small" onClick={() => setFields({ ...mapping.fields })}>{t("administrator:mapping.reset")}</Button>
            </span>
          }
        >
          {t("administrator:mapping.edited")}
        </Notice>
      )}
      <div className="ad-mapping scroll" tabIndex={0} role="region" aria-label={t("administrator:mapping.title")}>
        <table className="ad-table">
          <thead>
            <tr>
              <th scope="col">{t("administrator:mapping.header")}</th>
              <th scope="col">{t("administrator:mapping.field")}</th>
              <th scope="col">{t("administrator:mapping.samples")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.index}>
                <th scope="row">{row.header || t("administrator:mapping.column", { n: row.index + 1 })}</th>
                <td>
                  <Select<string>
                    size="small"
                    showSearch={{ optionFilterProp: "label" }}
                    style={{ width: FIELD_WIDTH[language] }}
                    popupMatchSelectWidth={false}
                    value={row.field ?? ""}
                    options={options}
                    onChange={(field) => setFields(assignField(fields, row.index, field || null))}
                    getPopupContainer={overlay}
                    aria-label={`${t("administrator:mapping.field")}: ${row.header}`}
                  />
                </td>
                <td className="num ad-samples">{row.samples.join(" · ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
