/** IT's desk: people (in bulk, reset, unlock) and machines (enrol, watch, revoke). */
import { useState } from "react";
import { Sections } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { DevicesPage } from "./devices/DevicesPage.tsx";
import { UsersPage } from "./users/UsersPage.tsx";
import "./it.css";

const SECTIONS = ["users", "devices"] as const;

export default function ItDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<(typeof SECTIONS)[number]>("users");
  return (
    <Sections label={t("it:sections")} sections={SECTIONS.map((key) => ({ key, title: t(`it:section.${key}`) }))} current={section} onChange={setSection}>
      {section === "users" ? <UsersPage /> : <DevicesPage />}
    </Sections>
  );
}
