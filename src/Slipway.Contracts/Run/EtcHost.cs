namespace Slipway.Contracts.Run;

/// <summary>One line of <c>/etc/hosts</c>.</summary>
public sealed record EtcHost
{
    /// <summary>One or more names, separated by spaces.</summary>
    public required string Host { get; init; }

    /// <summary>The address they mean.</summary>
    public required string IP { get; init; }

    /// <summary>A comment written above the line.</summary>
    public string? Desc { get; init; }
}
