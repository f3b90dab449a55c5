/* second_process.c - starts this program again with another environment and other addresses */
#include "second_process.h"

#include "command.h"
#include "interrupt.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>

enum {
  STACK_SHIFT_BYTES = 40009, /* of environment, which stands at the stack's beginning */
  HEAP_SHIFTS = 37,
  MAPPING_BYTES = 4096 * 1237,
  POLL_US = 2000
};

/* Between fork and exec. */
static void randomize_addresses (gpointer user)
{
  (void)user;
  int present = personality (0xffffffff);
  if (present != -1) {
    personality ((unsigned long)present & ~(unsigned long)ADDR_NO_RANDOMIZE);
  }
}

static char **make_environment (void)
{
  char **environment = g_get_environ ();
  const char *tunables = g_environ_getenv (environment, "GLIBC_TUNABLES");
  g_autofree char *perturbed = g_strconcat (tunables != NULL ? tunables : "", tunables != NULL ? ":" : "",
                                            "glibc.malloc.perturb=165", NULL);
  g_autofree char *padding = g_strnfill (STACK_SHIFT_BYTES, 'x');
  environment = g_environ_setenv (environment, "GLIBC_TUNABLES", perturbed, TRUE);
  environment = g_environ_setenv (environment, "MALLOC_PERTURB_", "165", TRUE);
  return g_environ_setenv (environment, "PCACHESIM_STACK_SHIFT", padding, TRUE);
}

/* The status of CHILD when it has ended; passes an interruption on to it. */
static int second_process_wait_for (GPid child)
{
  bool is_told = false;
  int status = 0;
  while (waitpid (child, &status, WNOHANG) == 0) {
    if (interrupt_is_pending () && !is_told) {
      kill (child, SIGTERM);
      is_told = true;
    }
    g_usleep (POLL_US);
  }
  return status;
}

bool second_process_run (const char *const *arguments, GError **error)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", error);
  if (program == NULL) {
    return false;
  }
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_ptr_array_add (words, program);
  for (; *arguments != NULL; arguments++) {
    g_ptr_array_add (words, (void *)*arguments);
  }
  g_ptr_array_add (words, NULL);
  g_auto (GStrv) environment = make_environment ();
  GPid child;
  if (!g_spawn_async (NULL, (char **)words->pdata, environment,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, randomize_addresses, NULL,
                      &child, error)) {
    return false;
  }
  int status = second_process_wait_for (child);
  if (!interrupt_check (error)) {
    return false;
  }
  if (WIFEXITED (status) && WEXITSTATUS (status) == EXIT_CODE_INTERRUPTED) {
    g_set_error_literal (error, INTERRUPT_ERROR, 0, "interrupted");
    return false;
  }
  if (!g_spawn_check_wait_status (status, error)) {
    g_prefix_error (error, "the second run failed: ");
    return false;
  }
  return true;
}

GPtrArray *second_process_shift_memory (void)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_free);
  for (size_t i = 0; i < HEAP_SHIFTS; i++) {
    g_ptr_array_add (taken, g_malloc (17 + i * 211));
  }
  /* It stays until the process ends: mappings that follow stand elsewhere. */
  void *mapping = mmap (NULL, MAPPING_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  (void)mapping;
  return taken;
}
