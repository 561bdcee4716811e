using Slipway.Vmm.Acceleration;

namespace Slipway.Vmm.Boot;

/// <summary>The words every guest kernel is started with (Linux, Documentation/admin-guide/kernel-parameters.txt).</summary>
internal static class KernelCommandLine
{
    /// <summary>COMMAND_LINE_SIZE of x86, with the closing NUL.</summary>
    private const int MaxBytes = 2048;

    // What is only said where it is not obvious:
    // panic=-1             a panic is a restart at once, which ends the VMM
    // cryptomgr.notests    the kernel's self tests of its ciphers: 0.7 s of 3.8 s of processor time under emulation
    // initcall_blacklist   the self test of a key derivation nobody uses here (0.15 s), and the built-in certificates, by which modules'
    //                      signatures would be checked (0.3 s, and more with each module): modules come from this host's own initrd
    private static readonly string[] s_always = ["cryptomgr.notests", "initcall_blacklist=load_system_certificate_list,crypto_kdf108_init"];

    // reboot=t   the triple fault ends QEMU at once
    // pci=off    there is no such bus to probe (the kernel says so on the console all the same)
    private static readonly string[] s_qemu = ["console=ttyS0", "quiet", "reboot=t", "panic=-1", "pci=off"];

    // reboot=k   the keyboard controller ends Firecracker in order; a triple fault does so too, but as a failure, so that the two are told apart
    // nr_uarts   there is one serial port; the kernel would look for four
    // i8042.…    that controller has nothing else, and the kernel waits for what it looks for
    // Firecracker itself adds pci=off, where it is true.
    private static readonly string[] s_firecracker = ["console=ttyS0", "quiet", "reboot=k", "panic=-1", "8250.nr_uarts=1", "i8042.noaux", "i8042.nomux", "i8042.dumbkbd"];

    /// <summary>The whole line for a machine of QEMU's.</summary>
    /// <param name="counterKilohertz">The host's time stamp counter, which an emulated guest reads; null when unknown.</param>
    /// <param name="hasInitrd">Without one the kernel mounts the first drive and starts its <c>/init</c>.</param>
    /// <exception cref="FormatException">The line is longer than a kernel takes.</exception>
    public static string ForQemu(Accelerator accelerator, long? counterKilohertz, bool hasInitrd, IEnumerable<string> extra)
    {
        List<string> words = [.. s_qemu, .. s_always];
        if (accelerator == Accelerator.Tcg)
        {
            // Under emulation the kernel's measuring of its clock against the timer chip fails whenever the host is busy, and it then hangs
            // for ever (8 of 10 boots on a loaded host). Told the counter's rate it does not measure: none of 140 boots hung.
            if (counterKilohertz is { } rate)
                words.Add($"tsc_early_khz={rate}");
            // Else a busy host's late timer interrupt is taken for a broken interrupt controller: a panic.
            words.Add("no_timer_check");
            // The counter is the host's: no watchdog that a busy host misleads into giving it up for a clock of ten times the cost.
            words.Add("tsc=reliable");
            // Else a kernel with one processor rewrites each of its 8,000 locked instructions, and emulation translates the pages anew.
            words.Add("noreplace-smp");
        }
        return Join(words, hasInitrd, extra);
    }

    /// <summary>The whole line for a machine of Firecracker's, as far as it does not add to it itself.</summary>
    /// <param name="hasInitrd">As with QEMU.</param>
    /// <exception cref="FormatException">The line is longer than a kernel takes.</exception>
    public static string ForFirecracker(bool hasInitrd, IEnumerable<string> extra) => Join([.. s_firecracker, .. s_always], hasInitrd, extra);

    private static string Join(List<string> words, bool hasInitrd, IEnumerable<string> extra)
    {
        if (!hasInitrd)
            words.AddRange(["root=/dev/vda", "ro", "rootfstype=ext4", "init=/init"]);
        var line = string.Join(' ', words.Concat(extra));
        return line.Length < MaxBytes ? line : throw new FormatException($"the kernel's command line has {line.Length} bytes, a kernel takes {MaxBytes - 1}");
    }
}
