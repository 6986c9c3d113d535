/** What is looked at together: each family is one sweep of its own. */
export const detectFamilies = ["orders", "work", "carriers", "supply"] as const;
export type DetectFamily = (typeof detectFamilies)[number];
