using System.Text.RegularExpressions;
using CsCheck;
using Slipway.Registry.Names;

namespace Slipway.Registry.Tests.Names;

public sealed partial class RepositoryNameTests
{
    private static readonly Gen<string> s_component = Gen.Select(
        Gen.String[Gen.Char["abz019"], 1, 4], Gen.OneOf(".", "_", "__", "-", "---"), Gen.String[Gen.Char["abz019"], 1, 4], Gen.Bool,
        static (first, separator, second, both) => both ? first + separator + second : first);

    /// <summary>Names that the grammar allows.</summary>
    public static Gen<string> Names => s_component.Array[1, 5].Select(static components => string.Join('/', components));

    [Fact]
    public void TryParse_InTheGrammar_IsKept() => Names.Sample(text =>
    {
        Assert.True(RepositoryName.TryParse(text, out var name));
        Assert.Equal(text, name.Value);
    });

    /// <summary>The specification's own expression is the judge.</summary>
    [Fact]
    public void TryParse_AnyText_AgreesWithTheSpecification()
    {
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var text = new string(random.GetItems<char>("ab0._-/A\n", random.Next(9)));
            Assert.True(Grammar().IsMatch(text) == RepositoryName.TryParse(text, out _), text);
        }
    }

    [Fact]
    public void TryParse_TooLong_IsRefused()
    {
        Assert.True(RepositoryName.TryParse(new string('a', RepositoryName.MaxLength), out _));
        Assert.False(RepositoryName.TryParse(new string('a', RepositoryName.MaxLength + 1), out _));
        Assert.False(RepositoryName.TryParse(null, out _));
    }

    [Fact]
    public void StoredName_OfAnyName_IsReadBack() => Names.Sample(text =>
    {
        Assert.True(RepositoryName.TryParse(text, out var name));
        var stored = StoredName.Of("k7q2m4x9d3f1", name);
        Assert.True(StoredName.TryParse(stored.Value, out var again));
        Assert.Equal(("k7q2m4x9d3f1", text), (again.OrganizationKey, again.External));
    });

    [Theory]
    [InlineData("k7q2m4x9d3f1")]
    [InlineData("k7q2m4x9d3f1/")]
    [InlineData("K7Q2M4X9D3F1/app")]
    [InlineData("k7q2m4x9d3f/app")]
    [InlineData("k7q2m4x9d3f1/App")]
    [InlineData("k7q2m4x9d3f1app")]
    [InlineData(null)]
    public void StoredName_AnythingElse_IsRefused(string? text) => Assert.False(StoredName.TryParse(text, out _));

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z")]
    private static partial Regex Grammar();
}
