using Slipway.Vmm.Consoles;
using Slipway.Vmm.Machines;

namespace Slipway.Host.Machines;

/// <summary>Says in words why a machine ended before its program did.</summary>
internal static class MachineEnd
{
    private const string FatalMarker = "slipway-init: fatal: ";
    private const int MaxShownCharacters = 300;

    public static string Describe(VmExit exit, ConsoleLog console) => exit switch
    {
        VmExit.GuestPanic panic => $"the guest's kernel panicked: {panic.Message}",
        VmExit.TripleFault => "the guest's processor met a fault that its kernel could not handle (triple fault)",
        VmExit.Failed failed => failed.Message,
        VmExit.Killed or VmExit.Quit => "the machine was ended from here",
        _ when FatalOf(console.Tail()) is { } fatal => $"the guest could not boot: {fatal}",
        VmExit.GuestShutdown => "the guest powered off before its program had ended",
        _ => "the guest restarted before its program had ended",
    };

    /// <summary>The last words of init; the guest's text, so nothing in it may drive a terminal.</summary>
    private static string? FatalOf(string console)
    {
        var at = console.LastIndexOf(FatalMarker, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var line = console[(at + FatalMarker.Length)..].Split('\r', '\n')[0];
        return string.Concat(line.Take(MaxShownCharacters).Select(character => char.IsControl(character) ? '?' : character));
    }
}
