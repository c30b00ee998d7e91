/** The collector's desk. */
export const collector = {
  title: "信控员工作台",
};
