namespace Slipway.Registry.Errors;

/// <summary>Ends a request with an error for its client, wherever it was thrown.</summary>
public sealed class RegistryException : Exception
{
    public RegistryException(RegistryErrorCode code, string message, Exception? cause = null)
        : base(message, cause) => Error = new RegistryError(code, message);

    /// <summary>What the client is told.</summary>
    public RegistryError Error { get; }
}
