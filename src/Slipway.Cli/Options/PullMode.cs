namespace Slipway.Cli.Options;

/// <summary>The values of <c>--pull</c>.</summary>
internal enum PullMode
{
    Missing,
    Always,
    Never,
}
