export const companyStatuses = ["active", "blocked"] as const;
export type CompanyStatus = (typeof companyStatuses)[number];

export const companyTiers = ["gold", "silver", "bronze"] as const;
export type CompanyTier = (typeof companyTiers)[number];

export const contactRoles = ["buyer", "approver", "company_admin"] as const;
export type ContactRole = (typeof contactRoles)[number];

export const staffRoles = ["rep", "warehouse", "ops", "admin"] as const;
export type StaffRole = (typeof staffRoles)[number];
export type Role = ContactRole | StaffRole;
