/* Limits that a service cannot live with.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "engine/limit-check.h"
#include "engine/types/amounts.h"
#include "engine/validate.h"
#include "engine/unit-file.h"

#define MIB G_GUINT64_CONSTANT (1048576)

static const HnUsage nothing = { 0 };

/* A machine of 4 GiB with two processors, and a service that is at work. */
static HnUsage
make_usage (void)
{
  HnUsage usage = { .memory = 100 * MIB,
                    .tasks = 20,
                    .address_space = 800 * MIB,
                    .data = 60 * MIB,
                    .stack = MIB,
                    .locked = 4096,
                    .files = 256,
                    .cpu_seconds = 90,
                    .account_tasks = 30,
                    .account_signals = 70 };

  hn_limits_fill_machine (&usage, 4096 * MIB, 2);

  return usage;
}

static gboolean
check (const char *directive,
       const char *value,
       const HnSettings *in_force,
       const HnUsage *usage,
       GError **error)
{
  HnPair pair = { directive, value };
  g_autoptr (GPtrArray) changes = hn_validate_change (&pair, 1, 0, NULL);

  g_assert_nonnull (changes);

  return hn_limits_check (changes, in_force, usage, error);
}

static void
expect_fine (const char *directive, const char *value, const HnUsage *usage)
{
  g_autoptr (GError) error = NULL;

  if (!check (directive, value, NULL, usage, &error))
    g_error ("%s", error->message);
}

/* The message names @number. */
static void
expect_refused (const char *directive, const char *value, const HnUsage *usage, const char *number)
{
  g_autoptr (GError) error = NULL;

  if (check (directive, value, NULL, usage, &error))
    g_error ("%s=%s is let through", directive, value);
  g_assert_error (error, HN_VALIDATE_ERROR, HN_VALIDATE_ERROR_BAD_VALUE);
  if (strstr (error->message, number) == NULL || strstr (error->message, directive) == NULL)
    g_error ("%s: no %s", error->message, number);
}

/* Whatever is a number has been thought of. */
static void
test_every_number (void)
{
  const HnType *amount = hn_directive_get (HN_DIRECTIVE_MEMORY_MAX)->type;

  for (int i = 0; i < HN_N_DIRECTIVES; i++)
    if ((hn_directive_get (i)->type->validate == amount->validate) !=
        (hn_directive_get (i)->limit != NULL))
      g_error ("%s= does not say how low it may be", hn_directive_get (i)->name);
}

static const struct
{
  const char *directive;
  const char *low;  /* just below the floor */
  const char *high; /* the least */
} floors[] = {
  { "MemoryMax", "8388607", "8M" },
  { "MemoryMax", "1", "infinity" },
  { "MemoryHigh", "8388607", "8M" },
  { "TasksMax", "3", "4" },
  { "TasksMax", "1", "infinity" },
  { "LimitNOFILE", "63", "64" },
  { "LimitNOFILE", "0:1024", "64:1024" },
  { "LimitNPROC", "3", "4" },
  { "LimitAS", "31M", "32M" },
  { "LimitDATA", "3M", "4M" },
  { "LimitSTACK", "511K", "512K" },
  { "LimitFSIZE", "0", "1M" },
  { "LimitCPU", "9s", "10s" },
  { "LimitSIGPENDING", "63", "64" },
  { "LimitRTTIME", "9ms", "10ms" },
  { "CPUQuota", "4.99%", "5%" },
  { "StateDirectoryQuota", "1K", "1M" },
  { "StateDirectoryQuota", "0.5%", "1%" },
  { "CacheDirectoryQuota", "1K", "off" },
  { "LogsDirectoryQuota", "1K", "1M" },
};

static void
test_floors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (floors); i++)
    {
      expect_refused (floors[i].directive, floors[i].low, &nothing, "the least is");
      expect_fine (floors[i].directive, floors[i].high, &nothing);
    }
}

static void
test_ordinary_hardening (void)
{
  const char *const zero[] = { "LimitCORE",    "LimitMSGQUEUE", "LimitNICE",     "LimitRTPRIO",
                               "LimitMEMLOCK", "MemorySwapMax", "MemoryZSwapMax" };
  HnUsage usage = make_usage ();

  usage.locked = 0;
  for (guint i = 0; i < G_N_ELEMENTS (zero); i++)
    expect_fine (zero[i], "0", &usage);
  expect_fine ("PrivateTmp", "yes", &usage);
  expect_fine ("CPUQuota", "200%", &usage);
}

static const struct
{
  const char *directive;
  const char *low;
  const char *high;
  const char *number; /* that is told */
} uses[] = {
  { "MemoryMax", "99M", "100M", "100.0" },
  { "MemoryHigh", "99M", "100M", "100.0" },
  { "TasksMax", "19", "20", "20" },
  { "LimitAS", "799M", "800M", "800.0" },
  { "LimitDATA", "59M", "60M", "60.0" },
  { "LimitSTACK", "1023K", "1M", "1.0" },
  { "LimitMEMLOCK", "0", "4K", "4.0" },
  { "LimitNOFILE", "255", "256", "256" },
  { "LimitNOFILE", "255:4096", "256:4096", "256" },
  { "LimitCPU", "89s", "90s", "90s" },
  { "LimitNPROC", "29", "30", "30" },
  { "LimitSIGPENDING", "69", "70", "70" },
};

static void
test_uses (void)
{
  HnUsage usage = make_usage ();

  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    {
      expect_refused (uses[i].directive, uses[i].low, &usage, uses[i].number);
      expect_fine (uses[i].directive, uses[i].high, &usage);
    }
}

static void
test_shares (void)
{
  HnUsage usage = make_usage ();

  /* 100 MiB of 4 GiB are 2.44%. */
  expect_refused ("MemoryMax", "2.4%", &usage, "100.0");
  expect_fine ("MemoryMax", "2.5%", &usage);
  usage.memory = 0;
  expect_refused ("MemoryMax", "0.1%", &usage, "8.0");
  expect_fine ("MemoryMax", "0.2%", &usage);
  expect_fine ("MemoryMax", "100%", &usage);
  /* 20 of 32768 are 0.06%. */
  expect_refused ("TasksMax", "0.05%", &usage, "20");
  expect_fine ("TasksMax", "0.07%", &usage);
  usage.tasks = 0;
  expect_refused ("TasksMax", "0.01%", &usage, "4");
  /* Nobody knows. */
  expect_fine ("MemoryMax", "0.1%", &nothing);
}

static void
test_processors (void)
{
  HnUsage usage = make_usage ();

  expect_fine ("AllowedCPUs", "1", &usage);
  expect_fine ("AllowedCPUs", "0-7", &usage);
  expect_refused ("AllowedCPUs", "2-7", &usage, "2");
  expect_fine ("AllowedCPUs", "2-7", &nothing);
}

/* What holds already is nothing new. */
static void
test_in_force (void)
{
  const char *text = "[Service]\nType=simple\nExecStart=/x\nMemoryMax=50M\nLimitNOFILE=32:512\n"
                     "TasksMax=1%\n";
  HnUnitContext context = { .unit = "x.service", .version = 257 };
  g_autoptr (HnSettings) settings = hn_settings_new (&context);
  HnUsage usage = make_usage ();

  hn_unit_file_parse (settings, "/x.service", text, strlen (text));
  hn_unit_file_finish (settings);
  g_assert_true (check ("MemoryMax", "50M", settings, &usage, NULL));
  g_assert_true (check ("MemoryMax", "60M", settings, &usage, NULL));
  g_assert_false (check ("MemoryMax", "49M", settings, &usage, NULL));
  g_assert_true (check ("LimitNOFILE", "32", settings, &usage, NULL));
  g_assert_false (check ("LimitNOFILE", "31", settings, &usage, NULL));
  g_assert_true (check ("MemoryHigh", "infinity", settings, &usage, NULL));
  g_assert_false (check ("MemoryHigh", "50M", settings, &usage, NULL));
  usage.tasks = 10000;
  g_assert_true (check ("TasksMax", "1%", settings, &usage, NULL));
  g_assert_true (check ("TasksMax", "400", settings, &usage, NULL));
  g_assert_false (check ("TasksMax", "200", settings, &usage, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/limit-check/every-number", test_every_number);
  g_test_add_func ("/limit-check/floors", test_floors);
  g_test_add_func ("/limit-check/ordinary-hardening", test_ordinary_hardening);
  g_test_add_func ("/limit-check/uses", test_uses);
  g_test_add_func ("/limit-check/shares", test_shares);
  g_test_add_func ("/limit-check/processors", test_processors);
  g_test_add_func ("/limit-check/in-force", test_in_force);

  return g_test_run ();
}
