namespace Slipway.Oci.Tests.Registry;

/// <summary>What a <see cref="FakeServer"/> was asked.</summary>
internal sealed record FakeRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public string? Authorization => Header("Authorization");
}
