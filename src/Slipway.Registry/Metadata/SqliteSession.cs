using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Slipway.Registry.Metadata;

/// <summary>
/// One connection whose statements are compiled once and kept. Parameters are <c>$1</c>, <c>$2</c>, … in order; values are long, string, byte[] or null.
/// One thread at a time.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private static readonly string[] s_parameterNames = [.. Enumerable.Range(1, 12).Select(number => $"${number}")];

    private readonly Dictionary<string, SqliteCommand> _statements = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => Connection = connection;

    public SqliteConnection Connection { get; }

    /// <summary>False after an error that made SQLite roll back by itself, such as a full disk.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    /// <summary>Opens the file; the caller disposes. With <paramref name="writable"/> false the file and its log must be there.</summary>
    public static SqliteSession Open(string path, bool writable)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = writable ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadOnly,
            Pooling = false,
        };
        var session = new SqliteSession(new SqliteConnection(settings.ConnectionString));
        try
        {
            session.Connection.Open();
            // Else SQLite compiles a statement whose LIMIT is a parameter anew each time it is bound: a third of the time of a short list.
            raw.sqlite3_db_config(session.Connection.Handle, raw.SQLITE_DBCONFIG_ENABLE_QPSG, 1, out _);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement; the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteNonQuery();

    /// <summary>Runs statements once, without keeping them.</summary>
    public void ExecuteScript(string sql, SqliteTransaction? transaction)
    {
        using var command = CreateCommand(sql);
        command.Transaction = transaction;
        command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; null when there is none or it is NULL.</summary>
    public long? FindNumber(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteScalar() as long?;

    /// <summary>True when there is a row.</summary>
    public bool Exists(string sql, params ReadOnlySpan<object?> values)
    {
        using var rows = Bind(sql, values).ExecuteReader();
        return rows.Read();
    }

    /// <summary>The first row, or null.</summary>
    public T? Find<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
        where T : class
    {
        using var rows = Bind(sql, values).ExecuteReader();
        return rows.Read() ? read(rows) : null;
    }

    /// <summary>Every row; the statement limits their number.</summary>
    public List<T> List<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        var list = new List<T>();
        using var rows = Bind(sql, values).ExecuteReader();
        while (rows.Read())
            list.Add(read(rows));
        return list;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        Connection.Dispose();
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = Prepare(sql, values.Length));
        for (var i = 0; i < values.Length; i++)
            statement.Parameters[i].Value = values[i] ?? DBNull.Value;
        return statement;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = CreateCommand(sql);
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter(s_parameterNames[i], DBNull.Value));
        return command;
    }

    private SqliteCommand CreateCommand(string sql)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
