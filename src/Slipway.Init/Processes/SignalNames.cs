using System.Globalization;

namespace Slipway.Init.Processes;

/// <summary>Signals by name and number (signal(7), x86-64 and arm64).</summary>
internal static class SignalNames
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int User1 = 10;
    public const int User2 = 12;
    public const int Terminate = 15;
    public const int Child = 17;
    public const int WindowChange = 28;
    public const int Power = 30;
    public const int Max = 64;

    private const int FirstRealTime = 34; // SIGRTMIN as the C library counts

    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD",
        "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>The number of <c>SIGTERM</c>, <c>term</c>, <c>15</c>, <c>RTMIN+3</c> or <c>RTMAX-2</c>; 0 when it is none.</summary>
    public static int Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number is > 0 and <= Max ? number : 0;
        var name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        if (name.StartsWith("RTMIN", StringComparison.Ordinal))
            return RealTime(name[5..], FirstRealTime);
        if (name.StartsWith("RTMAX", StringComparison.Ordinal))
            return RealTime(name[5..], Max);
        return name.Length == 0 ? 0 : Math.Max(0, Array.IndexOf(Names, name));
    }

    private static int RealTime(string offset, int from)
    {
        if (offset.Length == 0)
            return from;
        return int.TryParse(offset, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && from + value is >= FirstRealTime and <= Max
            ? from + value
            : 0;
    }
}
