/* What the programs in the kernel and the observer tell each other: the entries of their maps.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <linux/types.h>

#define HN_TRACE_MAX_WATCHES 64
#define HN_TRACE_MAX_GROUPS 128 /* of one watch at a time, those below a service's included */
#define HN_TRACE_MAX_WATCHED (HN_TRACE_MAX_WATCHES * HN_TRACE_MAX_GROUPS)
#define HN_TRACE_MAX_USES 16384
#define HN_TRACE_MAX_PATHS 32768
/* Of one watch, from one drain to the next. */
#define HN_TRACE_MAX_USES_OF_ONE (HN_TRACE_MAX_USES / 4)
#define HN_TRACE_MAX_PATHS_OF_ONE (HN_TRACE_MAX_PATHS / 4)
#define HN_TRACE_MAX_CALLS 1024
/* Of those, so many are counted without being looked for, when they succeed. */
#define HN_TRACE_QUICK_CALLS 512
/* Processors that count the same each do so in a place of their own, as far as there are places: to
 * write where another one has just written takes longer than all else. */
#define HN_TRACE_PLACES 16
/* The same for what is looked for, whose key has the place above the watch. It takes more room:
 * once half of a watch's is taken, all processors share one place. */
#define HN_TRACE_PLACES_OF_KEYS 4
#define HN_TRACE_PLACE_SHIFT 60
#define HN_TRACE_MAX_EXECUTORS 4

#define HN_TRACE_NAME 256
#define HN_TRACE_PATH 240
#define HN_TRACE_PROGRAM 32

/* What a service did, and what the value of it is. */
enum hn_trace_kind
{
  HN_TRACE_CALL,       /* the number of a system call */
  HN_TRACE_FAMILY,     /* of a socket */
  HN_TRACE_CAPABILITY, /* its number, and above 16 bits that of the call it was needed for */
  HN_TRACE_NAMESPACE,  /* CLONE_NEW* as they were asked for, 0 for any */
  HN_TRACE_CODE,       /* enum hn_trace_code */
  HN_TRACE_PERSONALITY,
  HN_TRACE_REALTIME, /* the policy of the scheduler */
  HN_TRACE_SUID,     /* the bits of a mode that lend the rights of the file's owner or group */
  HN_TRACE_PRCTL,    /* the operation */
  HN_TRACE_KEY,      /* the operation */
  HN_TRACE_OTHER_ABI,
  HN_TRACE_GAIN,    /* a program was executed that has rights of its own */
  HN_TRACE_ADDRESS, /* enum hn_trace_net */
  HN_TRACE_SHARE,   /* the bits of the mode of what was made that let others in */
  HN_TRACE_GROUP,   /* the group beside its own that let it at a file, which nothing else did */
  HN_TRACE_WAITING, /* the number of a call that has not returned; it counts when it has */
};

/* Memory that can be executed. */
enum hn_trace_code
{
  HN_TRACE_CODE_MAP,     /* that can be written, too */
  HN_TRACE_CODE_PROTECT, /* made so later */
  HN_TRACE_CODE_SHARE,
};

/* Where the other end of a connection is; no more is kept of it. */
enum hn_trace_net
{
  HN_TRACE_NET_SELF,
  HN_TRACE_NET_LOCAL,
  HN_TRACE_NET_WORLD,
  HN_TRACE_NET_ABSTRACT, /* of this machine, by a name that is no file */
};

/* What was done with a path. */
enum hn_trace_access
{
  HN_TRACE_READ,
  HN_TRACE_WRITE,
  HN_TRACE_CHANGE, /* the entry of a folder, or what is known about a file */
  HN_TRACE_EXEC,
  HN_TRACE_LOOK,
  HN_TRACE_PEER, /* a socket that was spoken to */
  HN_TRACE_ACCESS_MASK = 0x0f,
  HN_TRACE_DEVICE = 0x10, /* it is a device */
  HN_TRACE_OWN = 0x20,    /* below /proc, of the process itself */
  HN_TRACE_ASKED = 0x40,  /* as it was asked for; links may lead elsewhere */
  HN_TRACE_MAIN = 0x80,   /* by the process that the manager has started */
};

struct hn_trace_key
{
  __u64 watch;
  __u64 value;
  __u32 kind;
  __u32 error; /* 0 where it succeeded */
};

struct hn_trace_path_key
{
  __u64 watch;
  __u64 hash; /* of the path; two of one hash are told apart by the path itself */
  __u32 access;
  __u32 error;
};

struct hn_trace_use
{
  __u64 count;
  __u64 last;                     /* in nanoseconds since the boot, suspension included */
  __u64 entry;                    /* of the program's file */
  char program[HN_TRACE_PROGRAM]; /* that did it last */
};

struct hn_trace_path
{
  struct hn_trace_use use;
  union
  {
    char path[HN_TRACE_PATH]; /* what is behind the word of its end is of another one */
    __u64 words[HN_TRACE_PATH / 8];
  };
};

/* One service. Both sides count in it at once, by atomic additions and exchanges alone. */
struct hn_trace_watch
{
  __u64 id;     /* of one watch, ever; its place is what is left of it by HN_TRACE_MAX_WATCHES */
  __u64 groups; /* that it has now */
  __u64 uses, paths; /* that are in the maps */
  __u64 lost;
  __u64 waiting;    /* calls that do not return, of which not all is known */
  __u64 starts;     /* of the service, seen from their beginning */
  __u64 last_start; /* in nanoseconds since the boot, suspension included */
};

/* A service that is looked for: others may have one of the same name, users' managers and those in
 * containers. */
struct hn_trace_name
{
  __u64 manager; /* the control group in which that manager's are, with slices between */
  char text[HN_TRACE_NAME];
};

struct hn_trace_executor
{
  __u64 inode;
  __u64 device;
};

/* What to look at in the arguments of a call. */
enum hn_trace_action
{
  HN_TRACE_NOTHING,
  HN_TRACE_DO_FAMILY,         /* a: the family */
  HN_TRACE_DO_NAMESPACES,     /* a: flags */
  HN_TRACE_DO_NAMESPACES_PTR, /* a: points to flags */
  HN_TRACE_DO_SETNS,          /* a: the type, 0 for any */
  HN_TRACE_DO_MAP,            /* a: protection */
  HN_TRACE_DO_PROTECT,        /* a: protection */
  HN_TRACE_DO_SHARE,          /* a: flags */
  HN_TRACE_DO_PERSONALITY,    /* a */
  HN_TRACE_DO_POLICY,         /* a: the policy */
  HN_TRACE_DO_POLICY_PTR,     /* a: points to attributes */
  HN_TRACE_DO_MODE,           /* a: the mode, b: flags that need O_CREAT or HN_TRACE_NO_ARGUMENT, c:
                                 whether something is made with it that no descriptor tells of */
  HN_TRACE_DO_PRCTL,          /* a: the operation */
  HN_TRACE_DO_KEY,            /* a: the operation, or none */
  HN_TRACE_DO_PATH,           /* a: the path, b: the folder, c: enum hn_trace_access */
  HN_TRACE_DO_OPEN,           /* a: the path, b: the folder, c: flags */
  HN_TRACE_DO_OPEN_PTR,       /* a: the path, b: the folder, c: points to flags and mode */
  HN_TRACE_DO_ADDRESS,        /* a: points to the address, b: its length */
  HN_TRACE_DO_BIND,           /* likewise */
  HN_TRACE_DO_MESSAGE,        /* a: points to the message, b: how many, or HN_TRACE_NO_ARGUMENT */
  HN_TRACE_DO_ACCEPT,         /* the result is a connection */
};

#define HN_TRACE_NO_ARGUMENT 0xff
#define HN_TRACE_MAKES 1

struct hn_trace_call
{
  struct
  {
    __u8 action, a, b, c;
  } step[2];
  __u32 only_failed; /* what succeeds is counted elsewhere */
};
