namespace Slipway.Vmm.Jails;

/// <summary>How the machines of a VMM are confined.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Missing">What of it this host or user cannot have, and how it can be had: sentences for people, without a full stop.</param>
public sealed record JailDecision(JailKind Kind, IReadOnlyList<string> Missing)
{
    /// <summary>Nothing, as it was asked for.</summary>
    public static JailDecision Off { get; } = new(JailKind.None, []);

    /// <summary>The program jailer, with <see cref="JailKind.Jailer"/>.</summary>
    public string? Jailer { get; init; }

    /// <summary>Where machines have their control groups; null: nowhere.</summary>
    internal ControlGroupTree? Groups { get; init; }
}
