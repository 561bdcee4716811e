namespace Slipway.Registry.Errors;

/// <summary>Ends a request with an error for its client, wherever it was thrown.</summary>
public sealed class RegistryException : Exception
{
    public RegistryException(RegistryErrorCode code, string message, Exception? cause = null)
        : base(message, cause) => Error = new RegistryError(code, message);

    /// <summary>What the client is told.</summary>
    public RegistryError Error { get; }

    /// <summary>For a push that would make a repository more than the organization may have.</summary>
    public static RegistryException TooManyRepositories(int used, int max) =>
        new(RegistryErrorCode.Denied, $"the organization has {used} repositories and may have {max}; delete one first.");
}
