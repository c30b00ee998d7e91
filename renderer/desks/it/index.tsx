/** IT's desk: people (in bulk, reset, unlock), machines (enrol, watch, revoke), recovery of unsent work, the audit trail, and packages to relay. */
import { useState } from "react";
import { AuditPage } from "../../audit/AuditPage.tsx";
import { Sections } from "../../components/Sections.tsx";
import { useWords } from "../../i18n/index.ts";
import { DevicesPage } from "./devices/DevicesPage.tsx";
import { RecoveryPage } from "./recovery/RecoveryPage.tsx";
import { UsersPage } from "./users/UsersPage.tsx";
import { OwedBadge } from "../warning/OwedBadge.tsx";
import { WarningPage } from "../warning/WarningPage.tsx";
import "./it.css";

const SECTIONS = ["users", "devices", "recovery", "audit", "relay"] as const;
const PAGES = { users: UsersPage, devices: DevicesPage, recovery: RecoveryPage, audit: AuditPage, relay: WarningPage } as const;

export default function ItDesk() {
  const { t } = useWords();
  const [section, setSection] = useState<(typeof SECTIONS)[number]>("users");
  const Shown = PAGES[section];
  return (
    <Sections label={t("it:sections")} sections={SECTIONS.map((key) => ({ key, title: t(`it:section.${key}`), ...(key === "relay" ? { badge: <OwedBadge /> } : {}) }))} current={section} onChange={setSection}>
      <Shown />
    </Sections>
  );
}
