using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Registry.Conformance.Targets;

namespace Slipway.Registry.Conformance.Reporting;

/// <summary>The table of one run against one registry: <c>artifacts/conformance/TARGET.md</c>, a row for each case.</summary>
internal sealed partial class ConformanceReport
{
    private readonly ConcurrentBag<CaseResult> _results = [];

    public void Add(CaseResult result) => _results.Add(result);

    /// <summary>Writes the table, ordered by endpoint, section and case. Nothing is written when no case was run.</summary>
    public void Write(string target)
    {
        if (_results.IsEmpty)
            return;
        var folder = Directory.CreateDirectory(Path.Combine(Checkout.Root, "artifacts/conformance"));
        File.WriteAllText(Path.Combine(folder.FullName, target + ".md"), Format(target));
    }

    private string Format(string target)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Conformance of {target}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Count("passed")} passed, {Count("failed")} failed, {Count("skipped")} skipped.\n\n");
        text.Append("| endpoint | section | case | result |\n| --- | --- | --- | --- |\n");
        foreach (var result in _results.OrderBy(Order).ThenBy(result => result.Clause.Section, StringComparer.Ordinal).ThenBy(result => result.Case, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"| {result.Clause.Endpoint} | {result.Clause.Section} | {Cell(result.Case)} | {Cell(Outcome(result))} |\n");
        return text.ToString();
    }

    private int Count(string result) => _results.Count(each => each.Result == result);

    private static string Outcome(CaseResult result) => result.Reason.Length == 0 ? result.Result : $"{result.Result}: {result.Reason}";

    // end-2 before end-10, and what is no endpoint after all that are.
    private static (int Number, string Name) Order(CaseResult result)
    {
        var number = EndpointNumber().Match(result.Clause.Endpoint);
        return (number.Success ? int.Parse(number.Groups[1].Value, CultureInfo.InvariantCulture) : int.MaxValue, result.Clause.Endpoint);
    }

    private static string Cell(string text) => text.Split('\n')[0].Trim().Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"^end-(\d+)")]
    private static partial Regex EndpointNumber();
}
