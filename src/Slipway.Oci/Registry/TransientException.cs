namespace Slipway.Oci.Registry;

/// <summary>A failure that another attempt may mend. Never leaves this folder: <see cref="Attempts"/> turns the last one into what it comes to.</summary>
internal sealed class TransientException(OciErrorCode code, string message, TimeSpan? retryAfter, Exception? cause) : IOException(message, cause)
{
    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>The failure when there is no further attempt.</summary>
    public OciException AsFinal(int attempts) =>
        new(code, attempts > 1 ? $"{Message} ({attempts} attempts)" : Message, this);
}
