namespace Slipway.Cli.Options;

/// <summary>The values of <c>--network</c>.</summary>
internal enum NetworkMode
{
    User,
    None,
}
