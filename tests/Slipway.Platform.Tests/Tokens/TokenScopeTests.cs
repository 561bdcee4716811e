using CsCheck;
using Slipway.Platform.Tokens;
using Slipway.Registry.Access;
using Slipway.Registry.Names;

namespace Slipway.Platform.Tests.Tokens;

public sealed class TokenScopeTests
{
    [Theory]
    [InlineData("pull", "*", RepositoryActions.Pull)]
    [InlineData("push", "*", RepositoryActions.Pull | RepositoryActions.Push)]
    [InlineData("delete:team/app", "team/app", RepositoryActions.Pull | RepositoryActions.Delete)]
    [InlineData("push:web-*", "web-*", RepositoryActions.Pull | RepositoryActions.Push)]
    [InlineData("pull:team/*", "team/*", RepositoryActions.Pull)]
    [InlineData("pull:*", "*", RepositoryActions.Pull)]
    [InlineData("admin", "*", RepositoryActions.All)]
    public void TryParse_Scope_GrantsWhatItSays(string text, string pattern, RepositoryActions actions)
    {
        Assert.True(TokenScope.TryParse(text, out var scope));
        Assert.Equal(new RepositoryGrant(pattern, actions), scope.Grant);
        Assert.Equal(text == "admin", scope.IsAdmin);
        Assert.Equal(text, TokenScope.Join(TokenScope.Split(text)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("write")]
    [InlineData("Pull")]
    [InlineData("pull ")]
    [InlineData("pull:")]
    [InlineData("pull:**")]
    [InlineData("pull:*a")]
    [InlineData("pull:../x")]
    [InlineData("pull:A*")]
    [InlineData("admin:*")]
    [InlineData("push:a b")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(TokenScope.TryParse(text, out _));

    [Fact]
    public void TryParse_PatternOfABeginning_CoversEveryNameThatBeginsSo()
    {
        var names = Gen.Char["abc019"].Array[1, 20].Select(letters => new string(letters)).Array[1, 4].Select(parts => string.Join('/', parts));
        Gen.Select(names, Gen.Int[0, 200]).Sample((text, cut) =>
        {
            Assert.True(RepositoryName.TryParse(text, out var name) && TokenScope.TryParse($"pull:{text[..(cut % text.Length)]}*", out var scope) && scope.Grant.Covers(name));
        });
    }

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndNeverHoldsABlank() =>
        Gen.String.Sample(text => Assert.True(!TokenScope.TryParse("push:" + text, out var scope) || !scope.Text.Contains(' ', StringComparison.Ordinal)));
}
