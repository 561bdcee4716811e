namespace Slipway.Cli;

/// <summary>The guest's PID 1, which is installed beside this program.</summary>
internal static class GuestInit
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "slipway-init");
}
