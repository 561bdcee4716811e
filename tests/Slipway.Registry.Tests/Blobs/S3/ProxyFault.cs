namespace Slipway.Registry.Tests.Blobs.S3;

/// <summary>What a proxy does to a request instead of, or besides, forwarding it.</summary>
internal sealed record ProxyFault
{
    /// <summary>Answers with this status instead of forwarding.</summary>
    public int? Status { get; init; }

    /// <summary>The S3 error code in that answer.</summary>
    public string? Code { get; init; }

    /// <summary>The Retry-After header of that answer, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Forwards this many bytes of the request's body and cuts both connections.</summary>
    public long? CutRequestAt { get; init; }

    /// <summary>Forwards the request, and ends the connection after this many bytes of the answer's body, which has more; at 0 the answer is lost.</summary>
    public long? CutAnswerAt { get; init; }

    /// <summary>Forwards this many bytes of the answer's body, at 0 nothing at all, and is silent from then on.</summary>
    public long? SilentAt { get; init; }

    /// <summary>Changes a bit of the request's body.</summary>
    public bool DamageRequest { get; init; }

    /// <summary>Answers with another entity tag than the server's.</summary>
    public bool WrongTag { get; init; }
}
