using System.Text.RegularExpressions;

namespace Slipway.Registry.Conformance.Probing;

/// <summary>A <c>WWW-Authenticate</c> header (RFC 9110 §11.6.1).</summary>
/// <param name="Scheme">Basic or Bearer.</param>
/// <param name="Parameters">By lower-case name.</param>
internal sealed partial record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Where tokens are had.</summary>
    public string Realm => Parameters["realm"];

    /// <summary>What the token is for; empty when the challenge names none.</summary>
    public string Service => Parameters.GetValueOrDefault("service", "");

    /// <summary>What the request needs, each as <c>repository:NAME:ACTIONS</c>.</summary>
    public IReadOnlyList<string> Scopes => Parameters.GetValueOrDefault("scope", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The challenge of a refusal; its absence fails the test.</summary>
    public static Challenge Of(Answer refusal)
    {
        var header = refusal.Expect(401).Header("WWW-Authenticate");
        Assert.True(header is not null, $"{refusal} has no WWW-Authenticate.");
        var (scheme, rest) = header.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? (header[..space], header[space..]) : (header, "");
        return new Challenge(scheme, Parameter().Matches(rest).ToDictionary(match => match.Groups[1].Value.ToLowerInvariant(), match => match.Groups[2].Value));
    }

    [GeneratedRegex("([A-Za-z_]+)=\"([^\"]*)\"")]
    private static partial Regex Parameter();
}
