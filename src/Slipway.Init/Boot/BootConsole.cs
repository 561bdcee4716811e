using System.Text;
using Slipway.Linux.Descriptors;

namespace Slipway.Init.Boot;

/// <summary>Init's few words on the machine's console. A console that is missing or stuck never stops the machine.</summary>
internal static class BootConsole
{
    private static FileDescriptor? _console;

    /// <summary>Opens the console; again when <c>/dev</c> has been mounted.</summary>
    public static void Open()
    {
        const OpenFlags Flags = OpenFlags.WriteOnly | OpenFlags.NoControllingTerminal | OpenFlags.NonBlocking;
        _console ??= FileDescriptor.TryOpen("/dev/console", Flags, out _);
    }

    /// <summary>One line: <c>slipway-init: …</c>.</summary>
    public static void Write(string line) => _console?.Write(Encoding.UTF8.GetBytes($"slipway-init: {line}\n"));
}
