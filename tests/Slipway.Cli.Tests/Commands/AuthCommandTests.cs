using System.Text.Json;
using Slipway.Cli.Tests.Servers;
using Slipway.Contracts.Platform;

namespace Slipway.Cli.Tests.Commands;

public sealed class AuthCommandTests
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task Login_TokenOnStandardInput_IsKeptForTheOwnerAlone()
    {
        await using var user = await UserAtServer.LogInAsync();
        Assert.Equal(OwnerFile, File.GetUnixFileMode(user.ConfigFile));
        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(user.ConfigFile)!));
        Assert.Equal(user.Server.Admin.Token, await user.PrintAsync("auth", "token"));
    }

    [Fact]
    public async Task Login_TokenFile_NeverPrintsTheToken()
    {
        await using var user = await UserAtServer.StartAsync();
        var (code, output, error) = await user.RunAsync("auth", "login", user.Url, "--token-file", user.Server.Options.AdminTokenFile);
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("as administrator admin", error, StringComparison.Ordinal);
        Assert.DoesNotContain(user.Server.Admin.Token.Split('_')[2], error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slip_aaaaaaaaaaaa_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "refused the token")]
    [InlineData("password", "not a token of Slipway's")]
    [InlineData("", "without a token")]
    public async Task Login_NoValidToken_KeepsNothing(string token, string reason)
    {
        await using var user = await UserAtServer.StartAsync();
        var (code, _, error) = await user.PipeAsync(token, "auth", "login", user.Url, "--token-stdin");
        Assert.Equal(1, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.False(File.Exists(user.ConfigFile));
    }

    [Fact]
    public async Task Login_SeveralServers_LastIsCurrentAndLogoutGoesBack()
    {
        await using var user = await UserAtServer.LogInAsync();
        await using var other = await Slipway.Platform.Tests.PlatformHost.StartAsync();
        var second = other.Address.ToString().TrimEnd('/');
        Assert.Equal(0, (await user.PipeAsync(other.Admin.Token, "auth", "login", second, "--token-stdin")).Code);
        Assert.Equal(other.Admin.Token, await user.PrintAsync("auth", "token"));
        await user.PrintAsync("auth", "logout");
        Assert.Equal(user.Server.Admin.Token, await user.PrintAsync("auth", "token"));
        await user.PrintAsync("auth", "logout", user.Url);
        Assert.Contains("slipway auth login", (await user.RunAsync("auth", "token")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhoAmI_EnvironmentsToken_GoesBeforeTheLogin()
    {
        await using var user = await UserAtServer.LogInAsync();
        var alice = await user.Server.AddUserAsync("alice");
        user.Variables["SLIPWAY_API_URL"] = user.Url;
        user.Variables["SLIPWAY_TOKEN"] = alice.Token;
        var me = JsonSerializer.Deserialize(await user.PrintAsync("auth", "whoami", "--format", "json"), PlatformJson.Default.Me);
        Assert.Equal("alice", me!.User);
        Assert.Contains("user alice", await user.PrintAsync("auth", "whoami"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyVerb_TokenRevoked_SaysHowToLogIn()
    {
        await using var user = await UserAtServer.LogInAsync();
        await user.Server.Admin.SendAsync("DELETE", $"/v1/tokens/{user.Server.Admin.Token.Split('_')[1]}");
        var (code, _, error) = await user.RunAsync("orgs", "list");
        Assert.Equal(1, code);
        Assert.Contains($"slipway auth login {user.Url}", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyVerb_ServerGone_SaysSo()
    {
        await using var user = await UserAtServer.StartAsync();
        user.Variables["SLIPWAY_API_URL"] = "http://127.0.0.1:1";
        user.Variables["SLIPWAY_TOKEN"] = user.Server.Admin.Token;
        Assert.Contains("http://127.0.0.1:1 cannot be reached: Connection refused", (await user.RunAsync("orgs", "list")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyVerb_BrokenConfig_IsNamedAndNotQuoted()
    {
        await using var user = await UserAtServer.LogInAsync();
        await File.WriteAllTextAsync(user.ConfigFile, "{\"current\": hunter2", TestContext.Current.CancellationToken);
        var (code, _, error) = await user.RunAsync("auth", "token");
        Assert.Equal(1, code);
        Assert.Contains(user.ConfigFile, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }
}
