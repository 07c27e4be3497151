/** Open Networking Foundation. */
export const ONF_EXPERIMENTER_ID = 0x4f4e_4600
