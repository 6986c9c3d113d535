import { takeProfile, tellProfile } from "@/server/api/routing";

export const GET = tellProfile;
export const POST = takeProfile;
