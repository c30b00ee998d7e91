/** The administrator's desk (行政): files in, refused rows repaired, batches undone, cases allocated. */
import { useState } from "react";
import { Sections } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { AllocationPage } from "../supervisor/allocation/AllocationPage.tsx";
import { BatchesPage } from "./batches/BatchesPage.tsx";
import { ImportPage } from "./import/ImportPage.tsx";
import { RefusedPage } from "./refused/RefusedPage.tsx";
import "../supervisor/supervisor.css";
import "./administrator.css";

const SECTIONS = ["import", "refused", "batches", "allocation"] as const;
export type AdministratorSection = (typeof SECTIONS)[number];

export default function AdministratorDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<AdministratorSection>("import");
  const [batchId, setBatchId] = useState<string | null>(null);
  const open = (key: AdministratorSection, batch: string | null = null) => {
    setBatchId(batch);
    setSection(key);
  };
  return (
    <Sections label={t("administrator:sections")} sections={SECTIONS.map((key) => ({ key, title: t(`administrator:section.${key}`) }))} current={section} onChange={(key) => open(key)}>
      {section === "import" && <ImportPage onOpen={open} />}
      {section === "refused" && <RefusedPage batchId={batchId} />}
      {section === "batches" && <BatchesPage />}
      {section === "allocation" && <AllocationPage scope="all" batchId={batchId} />}
    </Sections>
  );
}
