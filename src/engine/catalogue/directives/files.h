/* Rows of the catalogue: which files and folders the service sees and may change.
 * Part of directive-table.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* clang-format off */

HN_DIRECTIVE (WORKING_DIRECTORY, "WorkingDirectory",
              working_directory, NULL, 0, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Choose the folder it starts in"),
              N_ ("Relative file names are looked up from this folder. If other people can write "
                  "to it, they can slip the service a settings file or library of their own."),
              N_ ("A folder that is missing or unreadable for the service's account stops the "
                  "start. A dash in front of the path lets it start all the same."))

HN_DIRECTIVE (EXEC_SEARCH_PATH, "ExecSearchPath",
              string, NULL, 250, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Name the folders its programs are in"),
              N_ ("Names the only folders in which the service's commands are looked up. A "
                  "folder that others can write to would let them replace the very program that "
                  "is started."),
              N_ ("Commands given without a full path are not found when their folder is missing "
                  "from the list, and helpers started by the service may be missing too."))

HN_DIRECTIVE (ROOT_DIRECTORY, "RootDirectory",
              place, NULL, 0, HN_GROUP_FILES, HN_RISK_HIGH,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Confine it to a file tree of its own"),
              N_ ("The service sees only this folder, as if nothing else existed on disk. An "
                  "intruder finds no other programs, no password file and nobody's data."),
              N_ ("Every library, setting and program that the service uses must exist inside "
                  "the folder. It is meant for services that come as a complete tree."))
HN_EVIDENCE (ROOT_DIRECTORY,
             HN_USES (ALTER, "/") HN_NOT (ALTER, "/var") HN_NOT (ALTER, "/run")
             HN_NOT (ALTER, "/tmp") HN_NOT (ALTER, "/dev") HN_NOT (ALTER, "/proc")
             HN_NOT (ALTER, "/sys") HN_UNSURE)

HN_DIRECTIVE (ROOT_IMAGE, "RootImage",
              place, NULL, 233, HN_GROUP_FILES, HN_RISK_HIGH,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Run it from a disk image"),
              N_ ("The service's files come from an image instead of the machine's disk. What is "
                  "not in the image does not exist for an intruder, and a signed image cannot be "
                  "changed unnoticed."),
              N_ ("Everything it needs has to be in the image, and a missing or damaged image "
                  "stops the start. Add data folders with BindPaths= or StateDirectory=."))

HN_DIRECTIVE (ROOT_IMAGE_OPTIONS, "RootImageOptions",
              string, NULL, 247, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Set how its disk image is mounted"),
              N_ ("Mount options such as nosuid, nodev or noexec take dangerous features away "
                  "from the file systems in the image. Without them a doctored image could bring "
                  "device files or rights-lending programs."),
              N_ ("Options that the image's file system does not know keep the service from "
                  "starting."))

HN_DIRECTIVE (ROOT_IMAGE_POLICY, "RootImagePolicy",
              image_policy, NULL, 254, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Accept only trustworthy disk images"),
              N_ ("Says which partitions the image may have, and whether they must be encrypted "
                  "or signed. Without a policy a swapped image without any signature is started "
                  "just the same."),
              N_ ("Images that were built without the demanded signature or encryption are "
                  "refused at the start."))

HN_DIRECTIVE (ROOT_EPHEMERAL, "RootEphemeral",
              boolean, NULL, 254, HN_GROUP_FILES, HN_RISK_HIGH,
              HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "no", NULL,
              N_ ("Undo its changes at each stop"),
              N_ ("The service works on a copy of its root folder or image that is thrown away "
                  "afterwards. Whatever an intruder plants in it is gone after the next restart."),
              N_ ("Data that the service should keep is lost unless it lies in StateDirectory= "
                  "or a bound folder, and copying needs space or a file system with snapshots."))

HN_DIRECTIVE (ROOT_HASH, "RootHash",
              string, NULL, 246, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Check its disk image by fingerprint"),
              N_ ("The image's contents are compared with this fingerprint while they are read. "
                  "A file changed by an attacker is noticed instead of executed."),
              N_ ("After each new build of the image the fingerprint has to be renewed, or the "
                  "service does not start."))

HN_DIRECTIVE (ROOT_HASH_SIGNATURE, "RootHashSignature",
              string, NULL, 246, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Demand a signature on the image's fingerprint"),
              N_ ("The kernel accepts the fingerprint of the image only with a signature it "
                  "trusts. Someone who can replace image and fingerprint together still gets "
                  "nowhere."),
              N_ ("A signature by an unknown key is refused; the certificate has to be in the "
                  "kernel's or the machine's key store."))

HN_DIRECTIVE (ROOT_VERITY, "RootVerity",
              place, NULL, 246, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Name the data that proves the image intact"),
              N_ ("Points to the check data that belongs to the root image, when it lies in a "
                  "file of its own. Without it the contents cannot be compared with the "
                  "fingerprint, and tampering stays unseen."),
              N_ ("If the check data is missing or belongs to another build, the image cannot be "
                  "read."))

HN_DIRECTIVE (ROOT_MSTACK, "RootMStack",
              place, NULL, 260, HN_GROUP_FILES, HN_RISK_HIGH,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Run it from a stack of layers"),
              N_ ("The root file system is put together from several read-only layers. As with "
                  "an image, an intruder sees only what the layers hold, not the machine's own "
                  "files."),
              N_ ("The layer folder has to be complete and in the expected form, else the "
                  "service does not start."))

HN_DIRECTIVE (MOUNT_API_VFS, "MountAPIVFS",
              boolean, NULL, 233, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_THREE_WAY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "no", NULL,
              N_ ("Mount the kernel's folders into its own root"),
              N_ ("Gives a service with its own root folder fresh /proc, /sys, /dev and an empty "
                  "/run. Without fresh ones people often bind the machine's, with all its "
                  "sockets and devices in them."),
              N_ ("Sockets below /run on which it relies, such as the system bus, are no longer "
                  "there and must be bound in one by one."))

HN_DIRECTIVE (MOUNT_IMAGES, "MountImages",
              mounts, NULL, 247, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Attach further disk images"),
              N_ ("Adds images at chosen places of the service's view. Each one brings foreign "
                  "files in, and a poisoned image brings programs an attacker chose."),
              N_ ("An image that cannot be found or read stops the start. A dash in front makes "
                  "it optional."))

HN_DIRECTIVE (MOUNT_IMAGE_POLICY, "MountImagePolicy",
              image_policy, NULL, 254, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Accept only trustworthy attached images"),
              N_ ("Says which properties the images in MountImages= must have, such as a "
                  "signature. Without it any file at that place is taken."),
              N_ ("Plain images without the demanded protection are turned away and the service "
                  "stays down."))

HN_DIRECTIVE (MOUNT_FLAGS, "MountFlags",
              choice,
              HN_WORDS ({ "shared", 0, 0 }, { "slave", 0, 0 },
                        { "private", 0, 0 }),
              0, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_THREE_WAY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "no", NULL,
              N_ ("Decide which mounts it shares"),
              N_ ("Controls whether file systems mounted by the service or by the machine become "
                  "visible to the other side. With full sharing an intruder with mount rights "
                  "can cover the machine's files."),
              N_ ("With private the service keeps removed USB sticks busy and does not see new "
                  "mounts. PrivateMounts= is nearly always the better switch."))

HN_DIRECTIVE (EXTENSION_IMAGES, "ExtensionImages",
              expandable_paths, NULL, 248, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Lay extension images over the system"),
              N_ ("Adds programs and settings from images on top of /usr and /etc for this "
                  "service alone. A forged extension could replace any program that the service "
                  "calls."),
              N_ ("Extensions that were made for another version of the system are refused, and "
                  "the service does not start."))

HN_DIRECTIVE (EXTENSION_IMAGE_POLICY, "ExtensionImagePolicy",
              image_policy, NULL, 254, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Accept only trustworthy extensions"),
              N_ ("Says how extension images must be protected before they are used. Without a "
                  "policy an unsigned extension can bring code of an attacker's choice."),
              N_ ("Home-made extensions without signature are rejected at start."))

HN_DIRECTIVE (EXTENSION_DIRECTORIES, "ExtensionDirectories",
              expandable_paths, NULL, 251, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Lay extension folders over the system"),
              N_ ("Adds programs and settings from folders on top of /usr and /etc for this "
                  "service. Whoever can write to these folders decides what the service runs."),
              N_ ("A folder without the right release file, or made for another system version, "
                  "keeps the service down."))

HN_DIRECTIVE (BIND_PATHS, "BindPaths",
              expandable_paths, NULL, 233, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Show it chosen folders for writing"),
              N_ ("Makes files or folders appear at another place of the service's view, "
                  "writable. Each of them is a door through which an intruder gets out of the "
                  "sandbox."),
              N_ ("A source that does not exist stops the start, unless a dash stands in front. "
                  "Bind only what the service must change."))

HN_DIRECTIVE (BIND_READ_ONLY_PATHS, "BindReadOnlyPaths",
              expandable_paths, NULL, 233, HN_GROUP_FILES, HN_RISK_MEDIUM,
              0, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "", NULL,
              N_ ("Show it chosen folders for reading"),
              N_ ("Makes files or folders appear in the service's view without the right to "
                  "change them. An intruder can read what is shown, so secrets do not belong "
                  "there."),
              N_ ("Programs that write lock files or caches beside the data get an error. A "
                  "missing source stops the start, unless a dash stands in front."))

HN_DIRECTIVE (BIND_LOG_SOCKETS, "BindLogSockets",
              boolean, NULL, 257, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_THREE_WAY, HN_PAGE_EXEC,
              HN_REACH_UNKNOWN, UNKNOWN, "no", NULL,
              N_ ("Keep the way to the journal open"),
              N_ ("Lets a service with a private /run still write to the journal. Without its "
                  "messages nobody sees what an intruder did."),
              N_ ("When it is off in such a service, log messages vanish silently or the program "
                  "complains at the start."))

HN_DIRECTIVE (PROTECT_SYSTEM, "ProtectSystem",
              choice,
              HN_WORDS ({ "no", 0, 0 }, { "yes", 0, 1 }, { "full", 0, 2 },
                        { "strict", 232, 3 }),
              214, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Lock system files"),
              N_ ("Depending on the value, /usr and the boot loader, then /etc too, then the "
                  "whole disk can no longer be changed by the service. Without it an intruder "
                  "with root rights replaces programs and settings, and so survives a restart "
                  "and an update."),
              N_ ("With strict, every place it writes to must be named with ReadWritePaths=, or "
                  "better StateDirectory=, CacheDirectory= and LogsDirectory=. Updaters and "
                  "configuration tools have to stay at no."))
HN_EVIDENCE (PROTECT_SYSTEM,
             HN_USES (ALTER, "/") HN_NOT (ALTER, "/dev") HN_NOT (ALTER, "/proc")
             HN_NOT (ALTER, "/sys"))

HN_DIRECTIVE (PROTECT_HOME, "ProtectHome",
              choice,
              HN_WORDS ({ "no", 0, 0 }, { "yes", 0, 3 }, { "read-only", 0, 1 },
                        { "tmpfs", 238, 2 }),
              214, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Hide home folders"),
              N_ ("Hides /home, /root and /run/user, or makes them read-only or empty. Otherwise "
                  "an intruder reads private documents, SSH keys and browser passwords of "
                  "everybody who uses the machine."),
              N_ ("A service whose program or data lies in a home folder does not start or finds "
                  "nothing. Move it to /opt or /srv, or use read-only or tmpfs with BindPaths= "
                  "for that folder."))
HN_EVIDENCE (PROTECT_HOME,
             HN_USES (TOUCH, "/home") HN_USES (TOUCH, "/root") HN_USES (TOUCH, "/run/user"))

/* "connected" is what "yes" means, and the manager prints it so. */
HN_DIRECTIVE (PRIVATE_TMP, "PrivateTmp",
              choice,
              HN_WORDS ({ "no", 0, 0 }, { "yes", 0, 1 }, { "connected", 257, 0, "yes" },
                        { "disconnected", 257, 2 }),
              0, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_MOUNTS, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Separate its temporary files"),
              N_ ("The service gets its own /tmp and /var/tmp that nobody else sees. In the "
                  "shared ones other programs can guess file names, read half-written secrets or "
                  "trick the service into overwriting files."),
              N_ ("Files and sockets exchanged with other programs through /tmp are no longer "
                  "found there. Use RuntimeDirectory= for them, or JoinsNamespaceOf= between "
                  "services."))
HN_EVIDENCE (PRIVATE_TMP,
             HN_USES (TOUCH, "/tmp") HN_USES (TOUCH, "/var/tmp"))

HN_DIRECTIVE (PRIVATE_MOUNTS, "PrivateMounts",
              boolean, NULL, 239, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_THREE_WAY_257, HN_PAGE_EXEC,
              HN_REACH_INSIDE, CLOSES, "no", "no",
              N_ ("Separate its mounts"),
              N_ ("File systems that the service mounts stay invisible to the rest of the "
                  "machine. An intruder cannot lay false files over real ones for other programs "
                  "to read."),
              N_ ("Services whose task is to mount something for others, such as automounters "
                  "and disk managers, stop working. Leave those out."))
HN_EVIDENCE (PRIVATE_MOUNTS,
             HN_USES (CALL, "@mount") HN_NOT (CALL, "chroot"))

HN_DIRECTIVE (READ_WRITE_PATHS, "ReadWritePaths",
              paths, NULL, 231, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_EXCEPTION, OPENS, "", "",
              N_ ("Name the places it may write to"),
              N_ ("Opens exceptions in a disk that is otherwise read-only, for instance with "
                  "ProtectSystem=strict. The shorter the list, the less an intruder can change."),
              N_ ("A path that does not exist stops the start, unless a dash stands in front. "
                  "What is missing from the list shows up as 'read-only file system' errors."))

HN_DIRECTIVE (READ_ONLY_PATHS, "ReadOnlyPaths",
              paths, NULL, 231, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_EXCEPTION | HN_REACH_HIDES_CHANGES, CLOSES, "", "",
              N_ ("Name the places it may only read"),
              N_ ("These files and folders can be read but not changed by the service, whatever "
                  "their rights say. An intruder cannot alter settings or pages there."),
              N_ ("Everything that the service writes below these paths fails. Nest "
                  "ReadWritePaths= inside for the exceptions."))

HN_DIRECTIVE (INACCESSIBLE_PATHS, "InaccessiblePaths",
              paths, NULL, 231, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_HIDES, CLOSES, "", "",
              N_ ("Name the places it must not see"),
              N_ ("These files and folders are closed to the service completely, even when it "
                  "runs as root. Secrets of other services and backups stay out of an intruder's "
                  "reach."),
              N_ ("Libraries or settings below a closed path are gone as well, and no exception "
                  "can be nested inside. Use TemporaryFileSystem= with bound files where you "
                  "need one."))

HN_DIRECTIVE (EXEC_PATHS, "ExecPaths",
              paths, NULL, 248, HN_GROUP_FILES, HN_RISK_LOW,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_EXCEPTION, OPENS, "", "",
              N_ ("Name the places it may run programs from"),
              N_ ("Opens exceptions in NoExecPaths=. Only programs in these places can be "
                  "started, so a downloaded attack tool elsewhere stays a harmless file."),
              N_ ("Programs, helpers and libraries outside the list cannot be used. /usr covers "
                  "most services; some add a folder below /opt."))

HN_DIRECTIVE (NO_EXEC_PATHS, "NoExecPaths",
              paths, NULL, 248, HN_GROUP_FILES, HN_RISK_HIGH,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_EXCEPTION | HN_REACH_HIDES_PROGRAMS, CLOSES, "", "",
              N_ ("Forbid running programs from chosen places"),
              N_ ("Nothing below these paths can be started or loaded as a library. With / here "
                  "and /usr in ExecPaths=, an uploaded attack program cannot run."),
              N_ ("With / and too few ExecPaths= the service itself does not start (exit code "
                  "203). Scripts in data folders and plug-ins below /var stop working."))

HN_DIRECTIVE (TEMPORARY_FILE_SYSTEM, "TemporaryFileSystem",
              tmpfs, NULL, 238, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE, HN_PAGE_EXEC,
              HN_REACH_EXCEPTION | HN_REACH_HIDES, UNKNOWN, "", "",
              N_ ("Cover folders with empty ones in memory"),
              N_ ("Puts an empty folder in memory over an existing one, such as /var or /srv, "
                  "and only what you bind into it shows. An intruder sees nothing of the real "
                  "contents."),
              N_ ("What the service writes there is lost at the next stop, and what it expected "
                  "to find is missing. Bring single files back with BindReadOnlyPaths=."))

HN_DIRECTIVE (RESTRICT_FILE_SYSTEMS, "RestrictFileSystems",
              file_systems, NULL, 250, HN_GROUP_FILES, HN_RISK_MEDIUM,
              HN_DIRECTIVE_WRITABLE | HN_DIRECTIVE_SYSTEM_ONLY, HN_PAGE_EXEC,
              HN_REACH_INSIDE, UNKNOWN, "", "",
              N_ ("Allow only chosen kinds of file system"),
              N_ ("The service can open files only on the listed kinds, for example ext4 and "
                  "tmpfs. Kernel interfaces in the form of files, where attackers look for ways "
                  "in, stay shut."),
              N_ ("Needs a kernel with BPF security hooks; elsewhere it does nothing. Missing "
                  "kinds, often proc, sysfs or overlay in containers, make the service fail."))
