export const clerk = {
  title: "业务内勤工作台",
};
