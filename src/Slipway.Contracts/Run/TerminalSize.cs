namespace Slipway.Contracts.Run;

/// <summary>A terminal's size in characters.</summary>
public sealed record TerminalSize
{
    /// <summary>Lines.</summary>
    public required ushort Rows { get; init; }

    /// <summary>Characters in a line.</summary>
    public required ushort Columns { get; init; }
}
