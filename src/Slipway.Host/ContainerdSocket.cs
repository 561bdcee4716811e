using Slipway.Containerd;

namespace Slipway.Host;

/// <summary>The containerd of this host, as all of Slipway's programs find it.</summary>
public static class ContainerdSocket
{
    /// <summary>The environment variable that says where its socket lies, if not where its packages put it.</summary>
    public const string Variable = "SLIPWAY_CONTAINERD";

    /// <summary>How to reach it.</summary>
    /// <param name="variable">Reads the environment.</param>
    public static ContainerdOptions Resolve(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return new ContainerdOptions(variable(Variable) is { Length: > 0 } path ? path : ContainerdOptions.DefaultSocketPath);
    }
}
