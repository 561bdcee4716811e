using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Architecture.Tests;

/// <summary>A log event's id says which event it is, whoever reads the log: each has one of its own, from its project's thousand.</summary>
public sealed partial class EventIdTests
{
    private static readonly Dictionary<string, int> s_thousands = new() { ["Slipway.Registry"] = 2, ["Slipway.Platform"] = 3, ["Slipway.Daemon"] = 4 };

    [Fact]
    public void EventIds_OfAllProjects_AreUnique() =>
        Assert.Empty(Events().GroupBy(item => item.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(item => item.File))}"));

    [Fact]
    public void EventIds_OfAProject_AreInItsThousand()
    {
        var events = Events();
        Assert.NotEmpty(events);
        Assert.Empty(events.Where(item => item.Id / 1000 != s_thousands.GetValueOrDefault(item.Project)).Select(item => $"{item.Id} in {item.File}"));
    }

    private static List<(int Id, string Project, string File)> Events()
    {
        var source = Path.Combine(ReferenceGraphTests.Root(), "src");
        return [.. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).SelectMany(file => Declared().Matches(File.ReadAllText(file)).Select(
            match => (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), Path.GetRelativePath(source, file).Split('/')[0], Path.GetFileName(file))))];
    }

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?(\d+)")]
    private static partial Regex Declared();
}
