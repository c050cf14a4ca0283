/* A manager that says what a test wants it to say: answers on a socket of its own, in the main loop
 * of the test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <systemd/sd-bus.h>

G_BEGIN_DECLS

/* How a fake service answers when somebody asks for its properties. */
typedef enum
{
  FAKE_GOOD,
  FAKE_SILENT,     /* never */
  FAKE_DENIED,     /* AccessDenied */
  FAKE_WRONG_TYPE, /* a capability set that is a floating point number */
  FAKE_HUGE,       /* an endless list */
  FAKE_EMPTY,      /* no properties at all */
  FAKE_NO_DICT,    /* another type than a dictionary */
  FAKE_NO_STATE,   /* all but its states */
  FAKE_CLOSE,      /* closes the connection instead */
} FakeMood;

typedef struct
{
  char *name;
  char *load_state;
  char *active_state;
  char *sub_state; /* (nullable): "sub" */
  char *alias;     /* (nullable): "alias.service" */
  FakeMood mood;
  gboolean private_tmp;
  gboolean bare; /* without any protection */
  gboolean need_reload;
  gboolean refuses_start;
  GStrv drop_ins;
  /* (nullable): who restarts or stops with it, by the property of the manager */
  GStrv required_by, bound_by, consists_of, propagates_stop_to, wants;
  /* What decides about permissions. */
  char *type;            /* (nullable): "simple" */
  char *user;            /* (nullable): "daemon" */
  char *slice;           /* (nullable): "system.slice" */
  char *unit_file_state; /* (nullable): "enabled" */
  GStrv before;          /* (nullable) */
  gboolean denies;       /* of a slice: has IPAddressDeny= */
  GStrv triggers;        /* (nullable): of a socket and the like: what it starts */
  char *listen;          /* (nullable): of a socket: "/run/web.sock" */
} FakeUnit;

typedef enum
{
  FAKE_LIST_GOOD,
  FAKE_LIST_WRONG_TYPE,
  FAKE_LIST_DENIED,
  FAKE_LIST_ODD_NAMES, /* rows that are about no service, or about one that was there before */
} FakeListMood;

/* What the program behind the socket is. */
typedef enum
{
  FAKE_PEER,      /* a manager, without a bus between */
  FAKE_BUS,       /* a message bus with a manager on it */
  FAKE_EMPTY_BUS, /* a message bus without */
  FAKE_MUTE,      /* takes connections and says nothing */
  FAKE_JUNK,      /* says something else */
  FAKE_SLAM,      /* takes connections and closes them */
} FakeKind;

typedef struct
{
  FakeKind kind;
  char *folder;  /* of the socket; tests may put more there */
  char *address; /* for hn_bus_connection_new() */
  char *version;
  GPtrArray *units; /* of FakeUnit */
  FakeListMood list_mood;
  char *unit_path; /* (nullable): the only folder of the search path */
  guint64 loaded;  /* when it read its files, in microseconds; 0: it does not say */
  gboolean slow;   /* answers each call in a turn of the main loop of its own */
  /* (nullable): answers for others on the bus; whether it has */
  gboolean (*others) (sd_bus_message *call);
  gboolean refuses_restart;

  guint n_connections; /* so far */
  guint n_lists;       /* how often it was asked for its units */
  guint n_reads;       /* how often for all properties of one */
  guint n_subscribed;
  char *restarted;   /* (nullable): the last unit that it was to restart */
  guint max_waiting; /* the most calls that waited for an answer at once */

  /* Private to the fake. */
  GSource *listener;
  int listener_fd;
  GPtrArray *peers;
} FakeManager;

FakeManager *fake_manager_new (FakeKind kind);
void fake_manager_free (FakeManager *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeManager, fake_manager_free)

/* Stops listening and closes all connections, or listens again. */
void fake_manager_stop (FakeManager *self);
void fake_manager_start (FakeManager *self);

FakeUnit *fake_manager_add (FakeManager *self, const char *name);
void fake_manager_remove (FakeManager *self, const char *name);

void fake_manager_emit_reloading (FakeManager *self, gboolean active);
void fake_manager_emit_unit (FakeManager *self, const char *signal, const char *name);
void fake_manager_emit_state (FakeManager *self, const char *name, const char *active_state);
void fake_manager_emit_owner (FakeManager *self, const char *before, const char *after);

G_END_DECLS
