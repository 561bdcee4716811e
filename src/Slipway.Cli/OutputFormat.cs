namespace Slipway.Cli;

/// <summary>How a verb prints its data.</summary>
internal enum OutputFormat
{
    Text,
    Json,
}
