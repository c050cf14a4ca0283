/* Rows of the catalogue: which hardware the service reaches.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_DIRECTIVE (PRIVATE_DEVICES, "PrivateDevices",
              boolean, NULL, 209, HN_GROUP_DEVICES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Hide hardware devices"),
              N_ ("The service gets a small /dev with harmless entries only, such as null, zero "
                  "and random, and cannot make device files. Otherwise an intruder with root "
                  "rights reads disks past all file rights, or listens to microphone and "
                  "keyboard."),
              N_ ("Services that use disks, sound, graphics, serial ports, USB or virtual "
                  "machines fail. Keep it off for them and allow single devices with "
                  "DeviceAllow=."))
HN_EVIDENCE (PRIVATE_DEVICES,
             HN_USES (DEVICE, "*") HN_USES (CALL, "@raw-io") HN_USES (CAPABILITY, "CAP_MKNOD")
             HN_USES (CAPABILITY, "CAP_SYS_RAWIO"))

HN_DIRECTIVE (DEVICE_POLICY, "DevicePolicy",
              choice,
              HN_WORDS ({ "auto", 0, 0 }, { "closed", 0, 1 }, { "strict", 0, 2 }),
              208, HN_GROUP_DEVICES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_AT_ONCE, CLOSES, "auto", "auto",
              N_ ("Refuse devices that are not listed"),
              N_ ("With closed, only the standard harmless devices and those in DeviceAllow= can "
                  "be opened; with strict, only the listed ones. Otherwise every device file "
                  "within reach works, for an intruder too."),
              N_ ("A device that was forgotten gives 'operation not permitted'. Add it with "
                  "DeviceAllow=."))

HN_DIRECTIVE (DEVICE_ALLOW, "DeviceAllow",
              devices, NULL, 208, HN_GROUP_DEVICES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_RESOURCE_CONTROL,
              HN_REACH_EXCEPTION | HN_REACH_AT_ONCE, OPENS, "", "",
              N_ ("Name the devices it may use"),
              N_ ("Opens single devices, for instance /dev/rtc for reading, while DevicePolicy= "
                  "keeps the others closed. A short list means that an intruder finds little "
                  "hardware to abuse."),
              N_ ("A device that is not on the list, or without w for writing, cannot be used. "
                  "Kinds such as char-rtc or block-sd cover devices with changing names."))
HN_EVIDENCE (DEVICE_ALLOW,
             HN_USES (DEVICE, "*"))
