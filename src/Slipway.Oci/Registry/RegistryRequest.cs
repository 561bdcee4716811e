namespace Slipway.Oci.Registry;

/// <summary>One thing to ask of a registry.</summary>
/// <param name="Method">What is to be done.</param>
/// <param name="Target">Where: a path under the registry's root, or an absolute address that it gave.</param>
/// <param name="Subject">What it is about, for messages.</param>
internal sealed record RegistryRequest(HttpMethod Method, Uri Target, string Subject)
{
    /// <summary>The media types wanted, best first; one header.</summary>
    public string Accept { get; init; } = "*/*";

    /// <summary>The first byte wanted; 0 for all.</summary>
    public long From { get; init; }

    /// <summary>Makes the body, anew each time it must be sent (login, redirect); null for none.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>True when the body is worth asking first whether it is wanted (RFC 9110 §10.1.1): a refusal then comes before gigabytes, not as a broken line.</summary>
    public bool AsksFirst { get; init; }

    /// <summary>How long the server may be silent before it answers, and between two pieces of a body it takes.</summary>
    public TimeSpan Patience { get; init; } = RegistryTransport.IdleTimeout;

    /// <summary>A request for <paramref name="path"/> under the registry's root.</summary>
    public static RegistryRequest To(HttpMethod method, string path, string subject) => new(method, new Uri(path, UriKind.Relative), subject);
}
