namespace Slipway.Cli.Options;

/// <summary>The values of <c>--jail</c>.</summary>
internal enum JailMode
{
    /// <summary>The strongest that this host and user can have.</summary>
    Auto,
    Off,
}
