/** A new number, with where it came from: one of the six lawful sources. */
import { Button, Form, Input, Select } from "antd";
import type { ChannelInput } from "../../../../shared/ipc/contract.ts";
import { CONTACT_KINDS, CONTACT_SOURCES } from "../../../../shared/model/events.ts";
import { Dialog, overlay } from "../../../components/Dialog.tsx";
import { RefusalNotice } from "../../../components/States.tsx";
import { useWords } from "../../../i18n/index.ts";
import { call } from "../../../lib/api.ts";
import { useAct } from "../../../lib/use-call.ts";
import { SELF_RELATION } from "../../../../shared/model/contact.ts";
import { showView } from "../state/case.ts";
import { tellSaved } from "../state/saved.ts";

type Fields = Omit<ChannelInput<"contact.add">, "caseId">;

export function ContactAdd({ caseId, open, onClose }: { caseId: string; open: boolean; onClose: () => void }) {
  const { t } = useWords();
  const [form] = Form.useForm<Fields>();
  const act = useAct((fields: Fields) => call("contact.add", { ...fields, caseId, value: fields.value.replace(/\D/g, ""), ownerName: fields.ownerName ?? "", relation: fields.relation ?? "" }));
  const submit = async (fields: Fields) => {
    const saved = await act.run(fields);
    if (!saved) return;
    showView(saved.view);
    tellSaved(saved.savedAt, t("collector:contact.saved"));
    form.resetFields();
    onClose();
  };
  return (
    <Dialog open={open} title={t("collector:contact.add")} onClose={onClose} closeOutside={false}>
      <Form form={form} layout="vertical" onFinish={(f) => void submit(f)} initialValues={{ kind: "mobile", source: "toldByContact", relation: SELF_RELATION }} requiredMark={false}>
        <Form.Item name="value" label={t("collector:contact.number")} rules={[{ required: true, pattern: /^[\d\s-]{5,24}$/, message: t("collector:contact.numberHint") }]}>
          <Input autoFocus inputMode="tel" maxLength={24} />
        </Form.Item>
        <Form.Item name="kind" label={t("collector:contact.kind")}>
          <Select options={CONTACT_KINDS.map((k) => ({ value: k, label: t(`terms:contactKind.${k}`) }))} getPopupContainer={overlay} />
        </Form.Item>
        <Form.Item name="relation" label={t("collector:contact.relation")}>
          <Input maxLength={20} />
        </Form.Item>
        <Form.Item name="ownerName" label={t("collector:contact.owner")}>
          <Input maxLength={40} placeholder={t("optional")} />
        </Form.Item>
        <Form.Item name="source" label={t("collector:contact.source")} rules={[{ required: true }]}>
          <Select options={CONTACT_SOURCES.map((s) => ({ value: s, label: t(`terms:contactSource.${s}`) }))} getPopupContainer={overlay} />
        </Form.Item>
        <RefusalNotice refusal={act.refusal} />
        <Button type="primary" htmlType="submit" loading={act.busy} block>
          {t("save")}
        </Button>
      </Form>
    </Dialog>
  );
}
