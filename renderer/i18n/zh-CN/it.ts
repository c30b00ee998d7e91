export const it = {
  title: "IT 工作台",
};
