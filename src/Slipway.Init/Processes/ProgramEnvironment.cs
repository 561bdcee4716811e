using Slipway.Contracts.Run;
using Slipway.Init.Users;

namespace Slipway.Init.Processes;

/// <summary>A program's environment: what Docker sets, under the image's, under the machine's, under one command's own.</summary>
internal static class ProgramEnvironment
{
    /// <summary>As Docker's default on Linux.</summary>
    public const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Lays them over each other. An entry without <c>=</c>, without a name or with a NUL is left out.</summary>
    public static IReadOnlyDictionary<string, string> Compose(
        RunConfig config, ProgramUser user, bool tty, IReadOnlyDictionary<string, string>? extra = null)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = DefaultPath,
            ["HOSTNAME"] = config.Hostname,
            ["HOME"] = user.Home,
        };
        if (tty)
            variables["TERM"] = "xterm";
        foreach (var entry in config.ImageConfig?.Env ?? [])
        {
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                Set(variables, entry[..equals], entry[(equals + 1)..]);
        }

        foreach (var layer in (ReadOnlySpan<IReadOnlyDictionary<string, string>?>)[config.ExtraEnv, extra])
        {
            foreach (var (name, value) in layer ?? new Dictionary<string, string>())
                Set(variables, name, value);
        }

        return variables;
    }

    private static void Set(Dictionary<string, string> variables, string name, string value)
    {
        if (name.Length > 0 && name.AsSpan().IndexOfAny('=', '\0') < 0 && !value.Contains('\0', StringComparison.Ordinal))
            variables[name] = value;
    }
}
