namespace Slipway.Oci.Sources;

/// <summary>What the sources of a program have in common.</summary>
/// <param name="CredentialsFile">The only file to take registry credentials from; null for where docker and podman keep theirs.</param>
/// <param name="UserAgent">What registries are told who asks, such as <c>slipway/0.1</c>.</param>
/// <param name="Time">The clock of token lifetimes, timeouts and the waits between attempts.</param>
public sealed record ImageSourceOptions(string? CredentialsFile, string UserAgent, TimeProvider Time)
{
    /// <summary>The user's own credentials and the system's clock.</summary>
    public static ImageSourceOptions Default { get; } = new(CredentialsFile: null, UserAgent: "slipway", TimeProvider.System);

    /// <summary>Has a token for a registry, named by host and port, that docker and podman have no login for; null where there is none.</summary>
    public Func<string, string?>? OwnToken { get; init; }
}
