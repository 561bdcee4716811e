namespace Slipway.Cli.Options;

/// <summary>The values of <c>--accel</c>.</summary>
internal enum AccelMode
{
    Auto,
    Kvm,
    Tcg,
}
