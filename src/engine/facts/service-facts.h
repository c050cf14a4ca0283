/* What the machine shows of a service: what it listens on, as whom its processes run and with which
 * powers, what starts it, and whether it has run. Plain values; who reads them is elsewhere.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "engine/facts/kernel-facts.h"

G_BEGIN_DECLS

typedef enum
{
  HN_LISTEN_TCP,
  HN_LISTEN_UDP,
  HN_LISTEN_UNIX,
  HN_LISTEN_OTHER, /* a FIFO, vsock, netlink and the like, of a .socket unit */
} HnListenKind;

/* One socket, or what a .socket unit has of the kind. */
typedef struct
{
  HnListenKind kind;
  char *address;   /* of UDP and TCP without brackets, "::"; else as the unit says it */
  guint16 port;    /* 0 where there is none */
  char *interface; /* (nullable): the only one that it is bound to */
  char *unit;      /* (nullable): the .socket unit that it belongs to */
} HnListener;

HnListener *hn_listener_new (HnListenKind kind, const char *address, guint16 port);
void hn_listener_free (HnListener *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnListener, hn_listener_free)

/** hn_listener_compare: for g_ptr_array_sort(), by kind, port, address and interface */
int hn_listener_compare (gconstpointer a, gconstpointer b);

/** hn_listener_is_local: whether nobody but programs of this machine reaches it */
gboolean hn_listener_is_local (const HnListener *self);

/** hn_listener_dup_text: (transfer full): "[::]:22 (TCP)" for a person; the same in all languages
 */
char *hn_listener_dup_text (const HnListener *self);

/* All processes of a service that have an account in common. */
typedef struct
{
  guint32 uid;  /* the effective one */
  char *name;   /* of the account, or its number */
  guint n;      /* processes */
  guint64 held; /* capabilities that one of them may use, a bit each */
} HnRunsAs;

typedef enum
{
  HN_STARTER_SOCKET,
  HN_STARTER_TIMER,
  HN_STARTER_PATH, /* a file that appears or changes */
  HN_STARTER_MOUNT,
  HN_STARTER_DBUS,
  HN_STARTER_TARGET, /* with what it is wanted by, at the start of the machine, say */
} HnStarterKind;

typedef struct
{
  HnStarterKind kind;
  char *name; /* of the unit, of the service on the bus, or of the target */
} HnStarter;

typedef enum
{
  HN_RUN_UNKNOWN, /* not that systemd knew, which forgets units that nobody needs */
  HN_RUN_BEFORE,
  HN_RUN_NOW,
} HnRun;

/* Immutable once handed out. */
typedef struct
{
  gatomicrefcount ref_count;

  gboolean hidden; /* no process and no socket can be seen, as in a Flatpak */
  gboolean
      own_network; /* its network is another than that of the machine: nobody sees its sockets */
  gboolean no_sockets; /* the kernel does not tell whose sockets are whose */
  gboolean partial;    /* there are more processes than were looked at, or some hide */

  GPtrArray *listeners; /* of HnListener, sorted; unix sockets only those of .socket units */
  GPtrArray *runs_as;   /* of HnRunsAs: that of the main process first; empty while none runs */
  GPtrArray *starters;  /* of HnStarter */
  HnRun run;
  guint64 started; /* when it was last, in microseconds of the clock; 0 where that is not known */

  HnProcess main;  /* its main process; its pid is 0 where there is none or it cannot be seen */
  gboolean full;   /* that was started with all rights, by "+" before its command */
  guint32 account; /* the number of what User= says now; G_MAXUINT32 where that is not known */
  HnKernelFacts
      *kernel; /* (nullable): what is in force for its main process, where that was asked */
} HnServiceFacts;

/** hn_service_facts_new: (transfer full): of which nothing is known; only the maker changes them */
HnServiceFacts *hn_service_facts_new (void);
HnServiceFacts *hn_service_facts_ref (HnServiceFacts *self);
void hn_service_facts_unref (HnServiceFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HnServiceFacts, hn_service_facts_unref)

/** hn_service_facts_add_process: counts @process among those of its account; @is_main: as the first
 */
void
hn_service_facts_add_process (HnServiceFacts *self, const HnProcess *process, gboolean is_main);

void hn_service_facts_add_starter (HnServiceFacts *self, HnStarterKind kind, const char *name);

/** hn_service_facts_get_held: the capabilities that one of its processes may use, a bit each */
guint64 hn_service_facts_get_held (const HnServiceFacts *self);

/** hn_service_facts_equal: whether there is nothing new in @other */
gboolean hn_service_facts_equal (const HnServiceFacts *self, const HnServiceFacts *other);

G_END_DECLS
