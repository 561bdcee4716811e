namespace Slipway.Oci.Tests.Registry;

/// <summary>What a <see cref="FakeServer"/> was asked.</summary>
internal sealed record FakeRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>True when the line was broken in the middle of the body.</summary>
    public bool IsCut { get; init; }

    /// <summary>What was answered before the body was taken, or null.</summary>
    public FakeResponse? Refusal { get; init; }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string? Authorization => Header("Authorization");
}
