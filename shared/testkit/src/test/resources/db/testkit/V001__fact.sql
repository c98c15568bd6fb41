create table fact (n int primary key);
