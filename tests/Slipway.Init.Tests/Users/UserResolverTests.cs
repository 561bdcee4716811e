using System.Text;
using CsCheck;
using Slipway.Contracts.GuestLink;
using Slipway.Init.Boot;
using Slipway.Init.Users;

namespace Slipway.Init.Tests.Users;

public sealed class UserResolverTests
{
    private const string Passwd =
        """
        # comment
        root:x:0:0:root:/root:/bin/sh
        broken:x
        bad:x:minus:1::/:/bin/sh
        app:x:1000:1001:App:/home/app:/bin/sh
        twin:x:1000:1002::/home/twin:
        77:x:4000:4000::/home/77:/bin/sh
        nohome:x:50:50:::
        """;

    private const string Group =
        """
        root:x:0:
        app:x:1001:
        extra:x:2000:other,app
        more:x:2001:app,app
        again:x:2000:app
        own:x:1001:app
        broken:x:nan:app
        """;

    [Theory]
    [InlineData("", 0u, 0u, "/root")]
    [InlineData("root", 0u, 0u, "/root")]
    [InlineData("app", 1000u, 1001u, "/home/app")]
    [InlineData("1000", 1000u, 1001u, "/home/app")]
    [InlineData("1000:0", 1000u, 0u, "/home/app")]
    [InlineData("app:extra", 1000u, 2000u, "/home/app")]
    [InlineData("app:555", 1000u, 555u, "/home/app")]
    [InlineData(":555", 0u, 555u, "/root")]
    [InlineData("31337", 31337u, 0u, "/")]
    [InlineData("77", 4000u, 4000u, "/home/77")]
    [InlineData("nohome", 50u, 50u, "/")]
    public void Resolve_KnownForms_GivesDockersNumbers(string spec, uint uid, uint gid, string home)
    {
        var user = Resolver().Resolve(spec);
        Assert.Equal((uid, gid, home), (user.Uid, user.Gid, user.Home));
    }

    [Fact]
    public void Resolve_UserWithoutGroup_GetsSupplementaryGroupsOnce() => Assert.Equal([2000u, 2001u], Resolver().Resolve("app").Groups);

    [Fact]
    public void Resolve_NumberOfAKnownUser_GetsItsSupplementaryGroups() => Assert.Equal([2000u, 2001u], Resolver().Resolve("1000").Groups);

    [Fact]
    public void Resolve_NamedGroup_HasNoSupplementaryGroups() => Assert.Empty(Resolver().Resolve("app:0").Groups);

    [Fact]
    public void Resolve_NoFiles_KnowsRootAndNumbers()
    {
        var empty = new UserResolver(default, default);
        Assert.Equal((0u, "/root"), (empty.Resolve("root").Uid, empty.Resolve("root").Home));
        Assert.Equal(7u, empty.Resolve("7").Uid);
    }

    [Theory]
    [InlineData("ghost", "user 'ghost'")]
    [InlineData("-1", "user '-1'")]
    [InlineData("4294967295", "user '4294967295'")]
    [InlineData("99999999999", "user '99999999999'")]
    [InlineData("app:ghosts", "group 'ghosts'")]
    public void Resolve_Unknown_SaysWho(string spec, string expected)
    {
        var fault = Assert.Throws<GuestFaultException>(() => Resolver().Resolve(spec));
        Assert.Equal(GuestErrorCode.UnknownUser, fault.Error.Code);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_HostileFiles_NeverFailsOtherwise() => Gen.Select(Lines, Lines, Gen.String).Sample((passwd, group, spec) =>
    {
        try
        {
            new UserResolver(Encoding.UTF8.GetBytes(passwd), Encoding.UTF8.GetBytes(group)).Resolve(spec);
        }
        catch (GuestFaultException e)
        {
            Assert.Equal(GuestErrorCode.UnknownUser, e.Error.Code);
        }
    });

    private static Gen<string> Lines { get; } =
        Gen.OneOf(Gen.Const(":"), Gen.Const("\n"), Gen.Const(","), Gen.Const("0"), Gen.Const("app"), Gen.String).Array[0, 60].Select(string.Concat);

    private static UserResolver Resolver() => new(Encoding.UTF8.GetBytes(Passwd), Encoding.UTF8.GetBytes(Group));
}
