/* PID 1 of the bare boot: restarts at once, upon which QEMU (-no-reboot) ends. */
#include <sys/reboot.h>

int main(void)
{
    return reboot(RB_AUTOBOOT);
}
