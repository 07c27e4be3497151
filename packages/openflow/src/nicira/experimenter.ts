/** The number of Nicira, now of Open vSwitch, as vendor (OpenFlow 1.0) or experimenter. */
export const NX_EXPERIMENTER_ID = 0x0000_2320
