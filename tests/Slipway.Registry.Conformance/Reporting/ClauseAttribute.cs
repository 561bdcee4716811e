using Xunit.v3;

namespace Slipway.Registry.Conformance.Reporting;

/// <summary>
/// Which words of the specification a case holds a registry to. <c>--filter-trait "endpoint=end-2"</c> runs the cases of one endpoint.
/// </summary>
/// <param name="endpoint">The id in the specification's table of endpoints, <c>end-2</c>; or the name of another document.</param>
/// <param name="section">The heading under which the rule stands, or the other document's section.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClauseAttribute(string endpoint, string section) : Attribute, ITraitAttribute
{
    public string Endpoint { get; } = endpoint;

    public string Section { get; } = section;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("endpoint", Endpoint), new("section", Section)];
}
