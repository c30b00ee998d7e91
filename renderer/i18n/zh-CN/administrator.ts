export const administrator = {
  title: "行政工作台",
};
