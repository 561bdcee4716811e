namespace Slipway.Cli.Options;

/// <summary>The values of <c>--accel</c>.</summary>
internal enum AccelMode
{
    /// <summary>What a check of this host finds.</summary>
    Auto,
    Kvm,
    Tcg,
}
